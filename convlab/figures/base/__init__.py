"""What every figure stands on: colours and fonts, a page, its PNG, and a run with its words."""
