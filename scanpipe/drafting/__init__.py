"""From a blank to a draft: what is printed on it, where somebody writes, and what an edition made of it would say."""
