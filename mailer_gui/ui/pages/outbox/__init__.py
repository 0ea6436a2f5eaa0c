"""Every message of a campaign, one by one."""
