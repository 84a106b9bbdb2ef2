"""What every floor stands on: base model, actors, errors, periods, exports, parts of pages."""
