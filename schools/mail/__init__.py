"""Letters by e-mail to people of a school."""
