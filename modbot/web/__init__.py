"""The review desk: one file per page. It shows rooms, it decides nothing by itself."""
