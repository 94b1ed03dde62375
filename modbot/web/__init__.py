"""The review desk in the browser and for programs: in comes a request, out goes a page or JSON.

One file per page; what a page shows or does belongs to the room it shows, nothing is decided here. A post's text is
never turned into markup: pieces of it are written out escaped, under a policy that lets nothing inline run.
htmx.min.js is htmx 2.0.11, unchanged, under the Zero-Clause BSD licence beside it.
"""
