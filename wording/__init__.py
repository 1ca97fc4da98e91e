"""How it is said: translation, number formats and computed sentences, in Chinese and English."""
