"""What happens to the register, by noun: members, groups, accounts of members, imports."""
