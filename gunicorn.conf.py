"""What gunicorn reads by itself in this folder."""

# By default a client on this machine may say in a header that its http is https, and
# where the site is mounted. Whom to believe is said once, by TRUSTED_PROXY in .env.
forwarded_allow_ips = ""
