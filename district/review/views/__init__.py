"""Pages of reviewers, approvers and administrators."""
