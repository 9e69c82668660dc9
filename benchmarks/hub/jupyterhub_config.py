"""A hub on this machine alone: whoever names a learner is that learner."""

import os
import shutil
from pathlib import Path

from jupyterhub.auth import DummyAuthenticator
from jupyterhub.spawner import SimpleLocalProcessSpawner

c = get_config()  # noqa: F821
HOME = Path(os.environ["BENCH_HUB_HOME"])
PROXY = os.environ["BENCH_HUB_PROXY"]

c.JupyterHub.bind_url = os.environ["BENCH_HUB_ADDRESS"]
c.JupyterHub.hub_port = 8181
c.JupyterHub.db_url = f"sqlite:///{HOME}/hub.sqlite"
c.JupyterHub.cookie_secret_file = str(HOME / "cookie")
c.JupyterHub.authenticator_class = DummyAuthenticator
c.Authenticator.allow_all = True
c.ConfigurableHTTPProxy.command = [shutil.which("node") or "node", PROXY]
c.ConfigurableHTTPProxy.pid_file = str(HOME / "proxy.pid")
c.ConfigurableHTTPProxy.api_url = "http://127.0.0.1:8182"

c.JupyterHub.spawner_class = SimpleLocalProcessSpawner
c.SimpleLocalProcessSpawner.home_dir_template = str(HOME / "{username}")
c.Spawner.notebook_dir = "~"
c.Spawner.args = ["--allow-root"]
c.Spawner.http_timeout = c.Spawner.start_timeout = 300
c.JupyterHub.concurrent_spawn_limit = 20

c.JupyterHub.services = [{"name": "class", "api_token": os.environ["BENCH_HUB_TOKEN"]}]
scopes = ["admin:users", "admin:servers", "access:servers"]
c.JupyterHub.load_roles = [{"name": "class", "services": ["class"], "scopes": scopes}]
