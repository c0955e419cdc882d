"""The coach's own lab: a web app on this machine. app.py routes, jobs.py measures, store.py keeps."""
