"""The pages of the policy library (政策库), and the list of who reads which number of a policy."""
