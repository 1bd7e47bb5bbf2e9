/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Wraps what says which proxy is used, so that three things hold for every connection: servers on
 * this computer are reached directly, an HTTP proxy is used for tunnels only, and errors can name
 * the proxy that was in between. */
#include "config.h"

#include "base/herald-proxy-resolver.h"

#include "base/herald-connect-proxy.h"
#include "base/herald-host.h"

#include <string.h>

#define DIRECT "direct://"
#define HTTP_SCHEME "http:"

struct _HeraldProxyResolver
{
  GObject parent_instance;

  GProxyResolver *system; /* (owned) (nullable) */
  char           *proxy;  /* (owned) (nullable): as GIO takes it, with name and password; secret */

  GMutex      lock; /* of @used: GIO may ask on a thread */
  GHashTable *used; /* (owned) (element-type utf8 utf8): host → proxy */
};

/* What GIO has to do with an address that a resolver gave: of an HTTP proxy, open tunnels. */
static char *
dup_for_gio (const char *proxy)
{
  if (g_ascii_strncasecmp (proxy, HTTP_SCHEME, strlen (HTTP_SCHEME)) == 0)
    return g_strconcat (HERALD_CONNECT_PROXY_SCHEME ":", proxy + strlen (HTTP_SCHEME), NULL);
  return g_strdup (proxy);
}

static char *
dup_host (const char *uri)
{
  g_autoptr (GUri) parsed = g_uri_parse (uri, G_URI_FLAGS_NONE, NULL);

  return parsed != NULL ? g_strdup (g_uri_get_host (parsed)) : NULL;
}

/* Returns: (nullable): without name and password; NULL for none */
static char *
dup_origin (const char *proxy)
{
  g_autoptr (GUri) uri = g_uri_parse (proxy, G_URI_FLAGS_NONE, NULL);
  const char *host = uri != NULL ? g_uri_get_host (uri) : NULL;

  if (host == NULL || *host == '\0')
    return NULL;
  return g_uri_join (G_URI_FLAGS_NONE, g_uri_get_scheme (uri), NULL, host, g_uri_get_port (uri), "",
                     NULL, NULL);
}

/* Takes @proxies; remembers the first, by which GIO begins. */
static GStrv
finish_lookup (HeraldProxyResolver *self, const char *uri, GStrv proxies)
{
  char *host = dup_host (uri);
  char *origin = proxies[0] != NULL ? dup_origin (proxies[0]) : NULL;

  for (gsize i = 0; proxies[i] != NULL; i++)
    {
      g_autofree char *given = proxies[i];

      proxies[i] = dup_for_gio (given);
    }
  g_mutex_lock (&self->lock);
  if (host != NULL && origin != NULL)
    g_hash_table_insert (self->used, g_steal_pointer (&host), g_steal_pointer (&origin));
  else if (host != NULL)
    g_hash_table_remove (self->used, host);
  g_mutex_unlock (&self->lock);
  g_free (host);
  g_free (origin);
  return proxies;
}

/* Returns: (nullable): what needs no asking */
static GStrv
look_up_own (HeraldProxyResolver *self, const char *uri)
{
  g_autofree char *host = dup_host (uri);
  const char      *own[2] = { DIRECT, NULL };

  if (self->system != NULL && !herald_host_is_loopback (host))
    return NULL;
  if (self->proxy != NULL && !herald_host_is_loopback (host))
    own[0] = self->proxy;
  return finish_lookup (self, uri, g_strdupv ((GStrv) (gpointer) own));
}

static char **
resolver_lookup (GProxyResolver *resolver,
                 const char     *uri,
                 GCancellable   *cancellable,
                 GError        **error)
{
  HeraldProxyResolver *self = HERALD_PROXY_RESOLVER (resolver);
  GStrv                proxies = look_up_own (self, uri);

  if (proxies != NULL)
    return proxies;
  proxies = g_proxy_resolver_lookup (self->system, uri, cancellable, error);
  return proxies != NULL ? finish_lookup (self, uri, proxies) : NULL;
}

static void
resolver_looked_up_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  GStrv   proxies = g_proxy_resolver_lookup_finish (G_PROXY_RESOLVER (source), result, &error);

  if (proxies == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task,
                           finish_lookup (g_task_get_source_object (task),
                                          g_task_get_task_data (task), proxies),
                           (GDestroyNotify) g_strfreev);
}

static void
resolver_lookup_async (GProxyResolver     *resolver,
                       const char         *uri,
                       GCancellable       *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer            user_data)
{
  HeraldProxyResolver *self = HERALD_PROXY_RESOLVER (resolver);
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  GStrv proxies = look_up_own (self, uri);

  g_task_set_source_tag (task, resolver_lookup_async);
  g_task_set_task_data (task, g_strdup (uri), g_free);
  if (proxies != NULL)
    g_task_return_pointer (task, proxies, (GDestroyNotify) g_strfreev);
  else
    g_proxy_resolver_lookup_async (self->system, uri, cancellable, resolver_looked_up_cb,
                                   g_object_ref (task));
}

static char **
resolver_lookup_finish (GProxyResolver *resolver, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
resolver_init (GProxyResolverInterface *interface)
{
  interface->lookup = resolver_lookup;
  interface->lookup_async = resolver_lookup_async;
  interface->lookup_finish = resolver_lookup_finish;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (HeraldProxyResolver,
                               herald_proxy_resolver,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_PROXY_RESOLVER, resolver_init))

static void
herald_proxy_resolver_finalize (GObject *object)
{
  HeraldProxyResolver *self = HERALD_PROXY_RESOLVER (object);

  g_clear_object (&self->system);
  if (self->proxy != NULL)
    explicit_bzero (self->proxy, strlen (self->proxy));
  g_free (self->proxy);
  g_mutex_clear (&self->lock);
  g_hash_table_unref (self->used);
  G_OBJECT_CLASS (herald_proxy_resolver_parent_class)->finalize (object);
}

static void
herald_proxy_resolver_class_init (HeraldProxyResolverClass *klass)
{
  herald_connect_proxy_register ();
  G_OBJECT_CLASS (klass)->finalize = herald_proxy_resolver_finalize;
}

static void
herald_proxy_resolver_init (HeraldProxyResolver *self)
{
  g_mutex_init (&self->lock);
  self->used = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
}

/**
 * herald_proxy_resolver_new_system:
 *
 * Returns: (transfer full): one that asks the system
 */
HeraldProxyResolver *
herald_proxy_resolver_new_system (void)
{
  HeraldProxyResolver *self = g_object_new (HERALD_TYPE_PROXY_RESOLVER, NULL);

  self->system = g_object_ref (g_proxy_resolver_get_default ());
  return self;
}

static char *
escape (const char *text)
{
  return g_uri_escape_string (text, NULL, FALSE);
}

/* Name and password stand in the address, where GIO looks for them. */
static char *
join_userinfo (const char *proxy, const char *user, const char *password)
{
  const char      *rest = strstr (proxy, "://");
  g_autofree char *scheme = g_strndup (proxy, (gsize) (rest - proxy));
  g_autofree char *name = escape (user);
  char            *word = escape (password != NULL ? password : "");
  char            *joined = g_strconcat (scheme, "://", name, ":", word, "@", rest + 3, NULL);

  explicit_bzero (word, strlen (word));
  g_free (word);
  return joined;
}

/**
 * herald_proxy_resolver_new:
 * @proxy: (nullable): such as “http://proxy.contoso.com:8080” or “socks5://[::1]:1080”; %NULL to
 *   reach everything directly
 * @user: (nullable): by what name the proxy knows one
 * @password: (nullable): secret; of @user
 *
 * Returns: (transfer full): one that asks nobody
 */
HeraldProxyResolver *
herald_proxy_resolver_new (const char *proxy, const char *user, const char *password)
{
  HeraldProxyResolver *self = g_object_new (HERALD_TYPE_PROXY_RESOLVER, NULL);

  if (proxy == NULL)
    return self;
  g_return_val_if_fail (strstr (proxy, "://") != NULL, self);
  if (user != NULL && *user != '\0')
    self->proxy = join_userinfo (proxy, user, password);
  else
    self->proxy = g_strdup (proxy);
  return self;
}

/**
 * herald_proxy_resolver_dup_used:
 * @self: a resolver
 * @host: a server's name
 *
 * **Thread:** any.
 *
 * Returns: (transfer full) (nullable): the proxy that was last found for it, as
 *   “scheme://host:port”
 */
char *
herald_proxy_resolver_dup_used (HeraldProxyResolver *self, const char *host)
{
  char *origin;

  g_return_val_if_fail (HERALD_IS_PROXY_RESOLVER (self), NULL);
  g_return_val_if_fail (host != NULL, NULL);

  g_mutex_lock (&self->lock);
  origin = g_strdup (g_hash_table_lookup (self->used, host));
  g_mutex_unlock (&self->lock);
  return origin;
}
