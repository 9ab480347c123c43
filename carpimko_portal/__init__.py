"""The portal as a whole: settings, routes, middleware and what every app shares."""
