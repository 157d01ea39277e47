"""Comms: mail that leaves the house.

Words: a *message* is one mail to one address; its *key* makes sure that one cause writes one mail.
A message is stored in the transaction of its cause and handed over by a job afterwards. Announces and hears nothing.
It knows no people: whoever has something to say owns the template and names the address.
"""
