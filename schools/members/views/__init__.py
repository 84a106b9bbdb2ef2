"""Pages of the register: members, groups, accounts of members, imports."""
