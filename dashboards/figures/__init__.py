"""Figures: rows in, a plain dict for Plotly out; nothing here asks the database, the request or Plotly itself."""
