"""The statistics: how long steps took, where procedures stand, bids and prices of tenders, services by kind."""
