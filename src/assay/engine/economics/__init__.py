"""One monthly kernel for seven business shapes (product-core 5.9): draws in, money over time out."""
