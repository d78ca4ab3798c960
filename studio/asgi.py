"""HTTP goes to Django, websockets to the consumers, and only from pages of this site."""

import os
import threading

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "studio.settings")

from django.core.asgi import get_asgi_application

http = get_asgi_application()

from channels.auth import AuthMiddlewareStack
from channels.routing import ProtocolTypeRouter, URLRouter

from computes.proxy import LabHttp, lab_websockets
from runs.routing import websockets
from studio import warm
from studio.bodies import BoundedBodies
from studio.origin import SameOrigin

sockets = SameOrigin(AuthMiddlewareStack(URLRouter([*websockets, *lab_websockets])))
application = ProtocolTypeRouter({"http": LabHttp(BoundedBodies(http)), "websocket": sockets})

threading.Thread(target=warm.up, name="warm", daemon=True).start()
