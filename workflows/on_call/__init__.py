"""Who is on call: pure decisions on what `models.on_call` holds, without a database or a clock."""
