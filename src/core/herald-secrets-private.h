/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of HeraldSecrets share: a call that waits for its turn, and who does it. */
#pragma once

#include "core/herald-secrets.h"

G_BEGIN_DECLS

typedef enum
{
  HERALD_SECRET_OP_PROBE,
  HERALD_SECRET_OP_UNLOCK,
  HERALD_SECRET_OP_STORE,
  HERALD_SECRET_OP_LOOKUP,
  HERALD_SECRET_OP_CLEAR,
  HERALD_SECRET_OP_CLEAR_ENVIRONMENT,
  HERALD_SECRET_OP_LIST,
  HERALD_SECRET_OP_MOVE,
} HeraldSecretOp;

/* What a call knows. */
typedef struct
{
  HeraldSecretOp op;
  char          *key;        /* (owned): in our own tables; its beginning for an environment */
  GHashTable    *attributes; /* (owned): for the service */
  char          *value;      /* (owned) (nullable): wiped; to store, or what was found */
  GPtrArray     *found;      /* (owned) (nullable) (element-type HeraldSecretInfo): of a list */
  guint          next_kind;  /* of a list: the service wants an attribute to look for */
  guint          next_place; /* where it was not looked yet */
  gboolean       retried;    /* with the service */
  GError        *error;      /* (owned) (nullable): of a place that could not be looked at */

  HeraldKeeping       to;      /* of a move */
  HeraldVaultEntries *moved;   /* (owned) (nullable): of a move: what goes there */
  HeraldVaultEntries *newest;  /* (owned) (nullable): of a move: what this run alone has */
  guint               next;    /* of a move: which of those found is at work */
  guint               n_moved; /* of a move */
} HeraldSecretTask;

HeraldSecretTask *herald_secret_task_attach (GTask *task);
HeraldSecretTask *herald_secret_task_get (GTask *task);
/* Adds to what a list found; what is none of Herald's is left out. */
void herald_secret_task_add_found (HeraldSecretTask *self,
                                   HeraldSecretInfo *info,
                                   HeraldKeeping     keeping);

/* Takes @task, which is done after all that were queued before it. */
void herald_secrets_queue (HeraldSecrets *self, GTask *task);
/* A call goes from place to place; this one is done. */
void herald_secrets_go_on (GTask *task);
/* Each call ends with one of these: it returns and the next one has its turn. */
void herald_secrets_end_true (GTask *task);
void herald_secrets_end_error (GTask *task, GError *error); /* takes @error */

/* In memory. */
GHashTable *herald_secrets_get_session (HeraldSecrets *self);
void        herald_secrets_run_in_session (GTask *task, GHashTable *session);
/* In the file, once it is unlocked. */
void herald_secrets_run_in_vault (GTask *task);
/* Asks for the passphrase and runs it then; FALSE: nobody does, and there is an error. */
gboolean herald_secrets_wait_for_passphrase (GTask *task, GError **error);
/* In the Secret Service. A move lists what is there. */
void herald_secrets_run_in_service (GTask *task);
/* @for_the_moment: it may answer the next call; else it keeps no secrets, whatever the reason. */
void herald_secrets_service_failed (GTask *task, const GError *error, gboolean for_the_moment);
/* What it has listed so far counts no more. */
void herald_secrets_forget_listed (GTask *task);
void herald_secrets_service_answered (HeraldSecrets *self);
/* One that a move is at; finish with the functions of libsecret's own. */
void     herald_secrets_service_store_async (const HeraldSecretInfo *info,
                                             const char             *value,
                                             GCancellable           *cancellable,
                                             GAsyncReadyCallback     callback,
                                             gpointer                user_data);
gboolean herald_secrets_service_store_finish (GAsyncResult *result, GError **error);
void     herald_secrets_service_lookup_async (const HeraldSecretInfo *info,
                                              GCancellable           *cancellable,
                                              GAsyncReadyCallback     callback,
                                              gpointer                user_data);
/* Returns: (nullable): for herald_secret_free() */
char    *herald_secrets_service_lookup_finish (GAsyncResult *result, GError **error);
void     herald_secrets_service_clear_async (const HeraldSecretInfo *info,
                                             GCancellable           *cancellable,
                                             GAsyncReadyCallback     callback,
                                             gpointer                user_data);
gboolean herald_secrets_service_clear_finish (GAsyncResult *result, GError **error);
/* From one place to another; the second one once it is known what the service has. */
void herald_secrets_run_move (GTask *task);
void herald_secrets_move_listed (GTask *task);

G_END_DECLS
