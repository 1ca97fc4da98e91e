"""What the screens share: filters, cached loads, formats, messages."""
