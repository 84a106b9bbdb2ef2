"""Work records, the tasks that they carry out, and completion computed from them."""
