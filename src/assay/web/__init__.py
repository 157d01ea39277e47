"""The look: shells, components, tokens, forms, numbers and charts.

Words: shell (base, public, focus), component, theme, quantity, figure.
Announces nothing, hears nothing and knows no module.
"""
