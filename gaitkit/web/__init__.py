"""The coach's own lab in the browser: app.py routes, jobs.py measures, store.py keeps."""
