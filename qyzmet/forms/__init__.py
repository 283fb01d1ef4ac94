"""Forms, the one validation of pages and the API: a form, its fields, what fills it and reads it again."""
