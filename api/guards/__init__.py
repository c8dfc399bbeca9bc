"""What a student need not read: the views, permissions and serializers know nothing of
it, for the settings hook it in, or the app when it starts.

Most modules close faults of the libraries, named where they are closed. Where no
setting hooks them in, `install()` puts something of ours in their place; look at
these first when a library is updated:

- fields: the kinds of fields that ModelSerializer makes
- reading: ModelSerializer.to_representation, for speed alone
- requests: the requests that Django's handlers make
- search: SearchFilter.get_search_terms
"""
