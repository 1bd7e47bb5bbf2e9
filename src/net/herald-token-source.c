/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Holds one bearer token in memory and fetches the next one once for all who wait. */
#include "config.h"

#include "net/herald-token-source.h"

#include "base/herald-error.h"
#include "base/herald-task-data.h"
#include "net/herald-remote.h"

#include <string.h>

/* Renew five minutes early (contract: auth, 4.9), or at half of the life of a short token. */
#define MARGIN_SECONDS (G_GINT64_CONSTANT (5) * 60)
#define MAX_ANSWER_BYTES ((gsize) 256 * 1024)
#define FORM_CONTENT_TYPE "application/x-www-form-urlencoded"

typedef struct
{
  GSource *cancelled; /* (owned) (nullable): watches the waiter's cancellable */
} WaitTask;

static void
wait_task_clear (WaitTask *self)
{
  if (self->cancelled != NULL)
    g_source_destroy (self->cancelled);
  g_clear_pointer (&self->cancelled, g_source_unref);
}

HERALD_DEFINE_TASK_DATA (WaitTask, wait_task, wait_task_clear)

/* What a client-credentials request says each time. */
typedef struct
{
  char *client_id;     /* (owned) */
  char *client_secret; /* (owned): secret */
  char *scope;         /* (owned) */
} Credentials;

struct _HeraldTokenSource
{
  GObject parent_instance;

  HeraldRemote *remote; /* (owned) (nullable): of the token endpoint; NULL for a fixed token */
  HeraldClock  *clock;  /* (owned) */
  HeraldService service;
  char         *token_url; /* (owned) (nullable) */
  char         *origin;    /* (owned) */
  HeraldTokenFormFunc form;
  gpointer            form_data;
  GDestroyNotify      form_destroy;

  GObject              *fetcher; /* (owned) (nullable): instead of @remote */
  HeraldTokenStartFunc  start;
  HeraldTokenFinishFunc finish;

  char      *token;    /* (owned) (nullable): secret */
  char      *claims;   /* (owned) (nullable): for the next one */
  gint64     renew_us; /* when the next is fetched */
  gint64     expires_us;
  GPtrArray *waiters; /* (owned) (element-type GTask) */
  gboolean   fetching;

  GCancellable *fetch; /* (owned) (nullable): of the request under way, while anybody waits */
};

G_DEFINE_FINAL_TYPE (HeraldTokenSource, herald_token_source, G_TYPE_OBJECT)

static void
free_secret (char *secret)
{
  if (secret != NULL)
    explicit_bzero (secret, strlen (secret));
  g_free (secret);
}

static void
credentials_free (gpointer data)
{
  Credentials *self = data;

  g_free (self->client_id);
  free_secret (self->client_secret);
  g_free (self->scope);
  g_free (self);
}

/* The form of contract: auth, 4.5. */
static char *
build_credentials_form (gpointer user_data, GError **error)
{
  Credentials     *credentials = user_data;
  g_autofree char *client_id = g_uri_escape_string (credentials->client_id, NULL, FALSE);
  g_autofree char *scope = g_uri_escape_string (credentials->scope, NULL, FALSE);
  char            *secret = g_uri_escape_string (credentials->client_secret, NULL, FALSE);
  char *form = g_strconcat ("grant_type=client_credentials&client_id=", client_id, "&scope=", scope,
                            "&client_secret=", secret, NULL);

  free_secret (secret);
  return form;
}

/* Gives every waiter the token or the error. The list is taken first: a waiter may ask again. */
static void
answer_waiters (HeraldTokenSource *self, const GError *error)
{
  g_autoptr (GPtrArray) waiters = g_steal_pointer (&self->waiters);

  self->waiters = g_ptr_array_new_with_free_func (g_object_unref);
  self->fetching = FALSE;
  for (guint i = 0; i < waiters->len; i++)
    {
      GTask *waiter = g_ptr_array_index (waiters, i);

      wait_task_clear (wait_task_get (waiter));
      if (error != NULL)
        g_task_return_error (waiter, g_error_copy (error));
      else
        g_task_return_pointer (waiter, g_strdup (self->token), (GDestroyNotify) free_secret);
    }
}

static void
take_tokens (HeraldTokenSource *self, HeraldTokenAnswer *tokens)
{
  gint64 now_us = herald_clock_get_unix_us (self->clock);

  free_secret (self->token);
  g_clear_pointer (&self->claims, g_free);
  self->token = g_steal_pointer (&tokens->access_token);
  self->expires_us = now_us + tokens->life_seconds * G_USEC_PER_SEC;
  self->renew_us =
    self->expires_us - MIN (MARGIN_SECONDS, tokens->life_seconds / 2) * G_USEC_PER_SEC;
}

static void fetch (HeraldTokenSource *self);

static void
token_source_fetched_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HeraldTokenSource) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (HeraldHttpAnswer) answer =
    herald_remote_call_finish (HERALD_REMOTE (source), result, &error);
  g_autoptr (HeraldTokenAnswer) tokens =
    answer != NULL ? herald_token_answer_parse (answer, self->service, &error) : NULL;

  g_clear_object (&self->fetch);
  /* Somebody came when all others had gone. */
  if (herald_error_is_cancelled (error) && self->waiters->len > 0)
    {
      fetch (self);
      return;
    }
  if (tokens != NULL)
    take_tokens (self, tokens);
  answer_waiters (self, error);
}

static void
fetcher_done_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HeraldTokenSource) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (HeraldTokenAnswer) tokens = self->finish (source, result, &error);

  if (tokens != NULL)
    take_tokens (self, tokens);
  answer_waiters (self, error);
}

/* True recursion through the callback above. */
static void
fetch (HeraldTokenSource *self)
{
  g_autoptr (HeraldHttpRequest) request = NULL;
  g_autoptr (GBytes) body = NULL;
  g_autoptr (GError) error = NULL;
  char *form;

  self->fetching = TRUE;
  if (self->fetcher != NULL)
    {
      self->start (self->fetcher, self->claims, NULL, fetcher_done_cb, g_object_ref (self));
      return;
    }
  form = self->form (self->form_data, &error);
  if (form == NULL)
    {
      answer_waiters (self, error);
      return;
    }
  request =
    herald_http_request_new (self->service == HERALD_SERVICE_SIGN_IN ? "sign-in" : "google-token",
                             "POST", self->token_url);
  body = g_bytes_new_take (form, strlen (form));
  herald_http_request_set_body (request, FORM_CONTENT_TYPE, body);
  herald_http_request_set_header (request, "Accept", "application/json");
  herald_http_request_set_max_answer_bytes (request, MAX_ANSWER_BYTES);
  herald_http_request_set_answer_secret (request, TRUE);
  /* A second token does no harm. */
  herald_http_request_set_idempotent (request, TRUE);
  self->fetch = g_cancellable_new ();
  herald_remote_call_async (self->remote, request, self->fetch, token_source_fetched_cb,
                            g_object_ref (self));
}

static gboolean
waiter_cancelled_cb (GCancellable *cancellable, gpointer user_data)
{
  g_autoptr (GTask) waiter = g_object_ref (G_TASK (user_data));
  HeraldTokenSource *self = g_task_get_source_object (waiter);

  g_ptr_array_remove (self->waiters, waiter);
  wait_task_clear (wait_task_get (waiter));
  /* Not a fetcher's work: it may be about to keep what can be got once only. */
  if (self->waiters->len == 0 && self->fetch != NULL)
    g_cancellable_cancel (self->fetch);
  g_task_return_error_if_cancelled (waiter);
  return G_SOURCE_REMOVE;
}

/* Keeps @waiter until the fetch ends or it is cancelled. */
static void
add_waiter (HeraldTokenSource *self, GTask *waiter)
{
  GCancellable *cancellable = g_task_get_cancellable (waiter);
  WaitTask     *data = wait_task_attach (waiter);

  g_ptr_array_add (self->waiters, g_object_ref (waiter));
  if (cancellable == NULL)
    return;
  data->cancelled = g_cancellable_source_new (cancellable);
  g_source_set_callback (data->cancelled, G_SOURCE_FUNC (waiter_cancelled_cb), waiter, NULL);
  g_source_attach (data->cancelled, g_task_get_context (waiter));
}

static void
herald_token_source_finalize (GObject *object)
{
  HeraldTokenSource *self = HERALD_TOKEN_SOURCE (object);

  g_clear_object (&self->remote);
  g_clear_object (&self->fetcher);
  g_clear_object (&self->fetch);
  g_clear_object (&self->clock);
  g_clear_pointer (&self->token_url, g_free);
  g_clear_pointer (&self->origin, g_free);
  g_clear_pointer (&self->token, free_secret);
  g_clear_pointer (&self->claims, g_free);
  g_clear_pointer (&self->waiters, g_ptr_array_unref);
  if (self->form_destroy != NULL)
    self->form_destroy (self->form_data);
  G_OBJECT_CLASS (herald_token_source_parent_class)->finalize (object);
}

static void
herald_token_source_class_init (HeraldTokenSourceClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = herald_token_source_finalize;
}

static void
herald_token_source_init (HeraldTokenSource *self)
{
  self->clock = herald_clock_new ();
  self->waiters = g_ptr_array_new_with_free_func (g_object_unref);
}

/**
 * herald_token_source_new:
 * @http: the environment's HTTP client
 * @service: %HERALD_SERVICE_SIGN_IN or %HERALD_SERVICE_GOOGLE_TOKEN, for the explanation of errors
 * @token_url: the token endpoint
 * @origin: a URL of the only origin that ever gets the token
 * @form: makes the body of each token request
 * @form_data: for @form
 * @form_destroy: (nullable): frees @form_data
 *
 * Returns: (transfer full): a source that holds no token yet
 */
HeraldTokenSource *
herald_token_source_new (HeraldHttp         *http,
                         HeraldService       service,
                         const char         *token_url,
                         const char         *origin,
                         HeraldTokenFormFunc form,
                         gpointer            form_data,
                         GDestroyNotify      form_destroy)
{
  HeraldTokenSource *self;

  g_return_val_if_fail (HERALD_IS_HTTP (http), NULL);
  g_return_val_if_fail (token_url != NULL, NULL);
  g_return_val_if_fail (origin != NULL, NULL);
  g_return_val_if_fail (form != NULL, NULL);

  self = g_object_new (HERALD_TYPE_TOKEN_SOURCE, NULL);
  self->remote = service == HERALD_SERVICE_SIGN_IN ? herald_remote_new_sign_in (http, token_url)
                                                   : herald_remote_new (http, service, NULL);
  self->service = service;
  self->token_url = g_strdup (token_url);
  self->origin = g_strdup (origin);
  self->form = form;
  self->form_data = form_data;
  self->form_destroy = form_destroy;
  return self;
}

/**
 * herald_token_source_new_client_credentials:
 * @http: the environment's HTTP client
 * @authority: the sign-in origin
 * @tenant_id: the tenant
 * @client_id: the confidential client
 * @client_secret: its secret; copied, and wiped with the source
 * @environment_url: Dataverse's origin, which is also the scope
 *
 * Returns: (transfer full): a source of tokens for @environment_url
 */
HeraldTokenSource *
herald_token_source_new_client_credentials (HeraldHttp *http,
                                            const char *authority,
                                            const char *tenant_id,
                                            const char *client_id,
                                            const char *client_secret,
                                            const char *environment_url)
{
  g_autofree char *trimmed = NULL;
  g_autofree char *tenant = NULL;
  g_autofree char *token_url = NULL;
  Credentials     *credentials;

  g_return_val_if_fail (authority != NULL && tenant_id != NULL, NULL);
  g_return_val_if_fail (client_id != NULL && client_secret != NULL, NULL);
  g_return_val_if_fail (environment_url != NULL, NULL);

  trimmed = g_strdup (environment_url);
  if (g_str_has_suffix (trimmed, "/"))
    trimmed[strlen (trimmed) - 1] = '\0';
  tenant = g_uri_escape_string (tenant_id, NULL, FALSE);
  token_url = g_strconcat (authority, g_str_has_suffix (authority, "/") ? "" : "/", tenant,
                           "/oauth2/v2.0/token", NULL);
  credentials = g_new0 (Credentials, 1);
  credentials->client_id = g_strdup (client_id);
  credentials->client_secret = g_strdup (client_secret);
  credentials->scope = g_strconcat (trimmed, "/.default", NULL);
  return herald_token_source_new (http, HERALD_SERVICE_SIGN_IN, token_url, trimmed,
                                  build_credentials_form, credentials, credentials_free);
}

/**
 * herald_token_source_new_fetched:
 * @origin: a URL of the only origin that gets the token
 * @fetcher: who fetches
 * @start: begins to fetch
 * @finish: ends it
 *
 * Returns: (transfer full): a source that holds no token yet
 */
HeraldTokenSource *
herald_token_source_new_fetched (const char           *origin,
                                 GObject              *fetcher,
                                 HeraldTokenStartFunc  start,
                                 HeraldTokenFinishFunc finish)
{
  HeraldTokenSource *self;

  g_return_val_if_fail (origin != NULL, NULL);
  g_return_val_if_fail (G_IS_OBJECT (fetcher), NULL);
  g_return_val_if_fail (start != NULL && finish != NULL, NULL);

  self = g_object_new (HERALD_TYPE_TOKEN_SOURCE, NULL);
  self->origin = g_strdup (origin);
  self->fetcher = g_object_ref (fetcher);
  self->start = start;
  self->finish = finish;
  return self;
}

/**
 * herald_token_source_new_static:
 * @origin: a URL of the only origin that gets the token
 * @token: the token
 *
 * Returns: (transfer full): a source that always gives @token
 */
HeraldTokenSource *
herald_token_source_new_static (const char *origin, const char *token)
{
  HeraldTokenSource *self;

  g_return_val_if_fail (origin != NULL, NULL);
  g_return_val_if_fail (token != NULL, NULL);

  self = g_object_new (HERALD_TYPE_TOKEN_SOURCE, NULL);
  self->origin = g_strdup (origin);
  self->token = g_strdup (token);
  self->renew_us = G_MAXINT64;
  self->expires_us = G_MAXINT64;
  return self;
}

/**
 * herald_token_source_set_clock:
 * @self: a source
 * @clock: the clock that decides what has expired
 */
void
herald_token_source_set_clock (HeraldTokenSource *self, HeraldClock *clock)
{
  g_return_if_fail (HERALD_IS_TOKEN_SOURCE (self));
  g_return_if_fail (HERALD_IS_CLOCK (clock));
  g_set_object (&self->clock, clock);
}

/**
 * herald_token_source_get_origin:
 * @self: a source
 *
 * Returns: (transfer none): a URL of the only origin that gets the token
 */
const char *
herald_token_source_get_origin (HeraldTokenSource *self)
{
  g_return_val_if_fail (HERALD_IS_TOKEN_SOURCE (self), NULL);
  return self->origin;
}

/**
 * herald_token_source_get_expires_us:
 * @self: a source
 *
 * Returns: when the token held expires, in µs since 1970; 0 when none is held
 */
gint64
herald_token_source_get_expires_us (HeraldTokenSource *self)
{
  g_return_val_if_fail (HERALD_IS_TOKEN_SOURCE (self), 0);
  return self->token != NULL ? self->expires_us : 0;
}

/**
 * herald_token_source_get_async:
 * @self: a source
 * @cancellable: (nullable): ends this wait; a fetch goes on as long as others wait for it
 * @callback: called when there is a token
 * @user_data: for @callback
 */
void
herald_token_source_get_async (HeraldTokenSource  *self,
                               GCancellable       *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer            user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (HERALD_IS_TOKEN_SOURCE (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, herald_token_source_get_async);
  if (self->token != NULL && herald_clock_get_unix_us (self->clock) < self->renew_us)
    {
      g_task_return_pointer (task, g_strdup (self->token), (GDestroyNotify) free_secret);
      return;
    }
  if (g_task_return_error_if_cancelled (task))
    return;
  add_waiter (self, task);
  if (!self->fetching)
    fetch (self);
}

/**
 * herald_token_source_get_finish:
 * @self: a source
 * @result: the result
 *
 * **Errors:** AUTH with what the sign-in service says and means; NETWORK, PROTOCOL, REMOTE,
 * %G_IO_ERROR_CANCELLED.
 *
 * Returns: (transfer full): the token, a secret
 */
char *
herald_token_source_get_finish (HeraldTokenSource *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * herald_token_source_invalidate:
 * @self: a source
 * @token: the token that was refused
 * @claims: (nullable): what the service asks for beside; only a fetcher can tell that
 *
 * Forgets @token, unless another has taken its place already: many requests may be refused with the
 * same token, and one new token is enough for all of them.
 */
void
herald_token_source_invalidate (HeraldTokenSource *self, const char *token, const char *claims)
{
  g_return_if_fail (HERALD_IS_TOKEN_SOURCE (self));

  if ((self->remote == NULL && self->fetcher == NULL) || g_strcmp0 (self->token, token) != 0)
    return;
  g_clear_pointer (&self->token, free_secret);
  g_free (self->claims);
  self->claims = g_strdup (claims);
  self->expires_us = 0;
  self->renew_us = 0;
}
