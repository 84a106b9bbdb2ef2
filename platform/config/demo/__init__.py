"""The demo district 青禾区: its schools, people, work plans and what happened to them."""
