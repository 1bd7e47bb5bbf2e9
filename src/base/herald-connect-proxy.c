/* SPDX-License-Identifier: GPL-3.0-or-later */
/* HTTP clients speak to a proxy of the protocol “http” themselves: they send requests for http
 * addresses to it in clear, and take its refusal of a tunnel for the answer of the server. Under a
 * name of its own the same proxy is none of their business. GIO opens a tunnel to it, for whatever
 * goes through, and what the proxy says to that is an error and never an answer. */
#include "config.h"

#include "base/herald-connect-proxy.h"

struct _HeraldConnectProxy
{
  GObject parent_instance;

  GProxy *http; /* (owned): does the work */
};

static GIOStream *
connect_proxy_connect (GProxy        *proxy,
                       GIOStream     *connection,
                       GProxyAddress *address,
                       GCancellable  *cancellable,
                       GError       **error)
{
  return g_proxy_connect (HERALD_CONNECT_PROXY (proxy)->http, connection, address, cancellable,
                          error);
}

static void
connect_proxy_connected_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError    *error = NULL;
  GIOStream *stream = g_proxy_connect_finish (G_PROXY (source), result, &error);

  if (stream != NULL)
    g_task_return_pointer (task, stream, g_object_unref);
  else
    g_task_return_error (task, error);
}

static void
connect_proxy_connect_async (GProxy             *proxy,
                             GIOStream          *connection,
                             GProxyAddress      *address,
                             GCancellable       *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer            user_data)
{
  GTask *task = g_task_new (proxy, cancellable, callback, user_data);

  g_task_set_source_tag (task, connect_proxy_connect_async);
  g_proxy_connect_async (HERALD_CONNECT_PROXY (proxy)->http, connection, address, cancellable,
                         connect_proxy_connected_cb, task);
}

static GIOStream *
connect_proxy_connect_finish (GProxy *proxy, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* The proxy looks names up, as those of the outside are often not known inside. */
static gboolean
connect_proxy_supports_hostname (GProxy *proxy)
{
  return TRUE;
}

static void
proxy_init (GProxyInterface *interface)
{
  interface->connect = connect_proxy_connect;
  interface->connect_async = connect_proxy_connect_async;
  interface->connect_finish = connect_proxy_connect_finish;
  interface->supports_hostname = connect_proxy_supports_hostname;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (HeraldConnectProxy,
                               herald_connect_proxy,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_PROXY, proxy_init))

static void
herald_connect_proxy_finalize (GObject *object)
{
  g_clear_object (&HERALD_CONNECT_PROXY (object)->http);
  G_OBJECT_CLASS (herald_connect_proxy_parent_class)->finalize (object);
}

static void
herald_connect_proxy_class_init (HeraldConnectProxyClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = herald_connect_proxy_finalize;
}

static void
herald_connect_proxy_init (HeraldConnectProxy *self)
{
  self->http = g_proxy_get_default_for_protocol ("http");
}

/**
 * herald_connect_proxy_register:
 *
 * Makes the protocol known to GIO. **Thread:** any.
 */
void
herald_connect_proxy_register (void)
{
  static gsize registered = 0;

  if (!g_once_init_enter (&registered))
    return;
  /* Makes GIO set up its extension points first. */
  g_clear_object (&(GProxy *){ g_proxy_get_default_for_protocol ("http") });
  g_io_extension_point_implement (G_PROXY_EXTENSION_POINT_NAME, HERALD_TYPE_CONNECT_PROXY,
                                  HERALD_CONNECT_PROXY_SCHEME, 0);
  g_once_init_leave (&registered, 1);
}
