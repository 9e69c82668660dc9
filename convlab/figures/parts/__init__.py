"""What several figures are made of: the channel grid, long rows, the account of one pixel."""
