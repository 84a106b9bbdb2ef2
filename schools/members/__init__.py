"""The register of members: people, groups, posts, kinds."""
