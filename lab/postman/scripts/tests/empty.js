pm.test($title, () => pm.expect(pm.response.text()).to.equal(""));
