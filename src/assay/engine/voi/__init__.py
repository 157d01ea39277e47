"""What knowing more would be worth, and which test is worth its price (product-core 5.13)."""
