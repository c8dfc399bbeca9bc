pm.test($title, () => pm.expect(Object.keys(pm.response.json())).to.include.members($keys));
