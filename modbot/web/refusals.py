"""Sentences of other rooms that people meet at the desk; said in their language where they are shown."""

from __future__ import annotations

from modbot.errors import ModbotError
from modbot.web.wording import N_, VERDICTS, Translate

REFUSALS = (
    N_("user name or password is wrong"),
    N_("too many tries; wait a quarter of an hour"),
    N_("the old password is wrong"),
    N_("choose a password of 12 characters or more, not all the same"),
    N_("choose a user name of 1 to 60 characters"),
    N_("name one or more of the roles"),
    N_("this link was used already or is too old; ask for a new one"),
    N_("this sign-in is too old or came from another window; try again"),
    N_("only staff of the forum may sign in here"),
    N_("this account was closed"),
    N_("another admin has to take that role from you"),
    N_("“%(name)s” is taken"),
    N_("“%(name)s” was changed by somebody else"),
    N_("there is no such account"),
    N_("this form is too old; load the page again"),
    N_("your role does not allow this (it needs: %(power)s)"),
    N_("this case changed since you opened it; look at it again"),
    N_("this case is decided already"),
    N_("somebody else holds this case just now"),
    N_("%(name)s is on this case"),
    N_("%(name)s decided this case first: %(verdict)s"),
    N_("this is %(name)s's decision; a lead can take it back"),
    N_("this decision is too old for you to take back; a lead can"),
    N_("this case was decided again since; take the newer decision back first"),
    N_("somebody else has to agree to what you proposed"),
    N_("decision %(number)s was taken back already"),
    N_("proposal %(number)s was answered already"),
    N_("flag %(number)s was changed by somebody else"),
    N_("flag %(number)s was changed or decided by somebody else"),
    N_("flag %(number)s was opened meanwhile on the same post"),
    N_("flag %(number)s cannot change: another one is open on its post"),
    N_("there is no flag %(number)s"),
    N_("there is no action “%(name)s”"),
    N_("there is no action %(number)s"),
    N_("there is no decision %(number)s"),
    N_("there is no proposal %(number)s"),
    N_("there is no section %(number)s to move to"),
    N_("the terms have no clause “%(clause)s”"),
    N_("nothing is known of the organisation “%(name)s”"),
    N_("there is no such plot"),
    N_("no such breaker has tripped"),
    N_("webhooks are not switched on"),
    N_("the answer has no text yet; write one, or choose another action"),
    N_("the warning has no text yet; write one, or choose another action"),
    N_("the message to staff has no text yet; write one, or choose another action"),
    N_("this text is too long for a post"),
    N_("choose the section the post is to be moved to"),
    N_("nothing to take out is marked in the text of this post; choose another action"),
    N_("the text of this post is no longer kept here, so nothing can be taken out of it"),
    N_("what is to be taken out does not lie in the text of this post"),
    N_("only a post that could not be examined can be examined again"),
    N_("the words of this post are no longer kept"),
)
_VERDICTS_IN_ENGLISH = {verdict.replace("_", " "): name for verdict, name in VERDICTS.items()}


def tell_error(error: Exception, translate: Translate) -> str:
    """Return what an error of ours says, in the reader's language; a sentence nobody translated stays as it is."""
    if not isinstance(error, ModbotError):
        return translate(str(error)) if str(error) else ""
    if not error.facts:
        return translate(str(error)) if str(error) else ""
    facts = {
        name: translate(_VERDICTS_IN_ENGLISH.get(str(fact), str(fact))) if name == "verdict" else fact
        for name, fact in error.facts.items()
    }
    return translate(error.text) % facts
