"""Facts pushed by schools, figures drawn from them, pages that compare fairly."""
