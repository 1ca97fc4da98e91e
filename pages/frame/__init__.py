"""The shell around every screen: navigation, addresses, filters, who looks, and what is said when something is wrong."""
