/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the work on access tokens shares: its data, the table of those made here, the service's
 * column. */
#pragma once

#include "core/herald-apps-private.h"
#include "store/herald-store.h"

G_BEGIN_DECLS

/* What is done with the table of tokens. */
typedef enum
{
  HERALD_TOKEN_TABLE_LIST,
  HERALD_TOKEN_TABLE_INSERT,
  HERALD_TOKEN_TABLE_DELETE,
  HERALD_TOKEN_TABLE_DELETE_ALL,
} HeraldTokenTableOp;

/* Its work on a lane, and what it found. */
typedef struct
{
  HeraldTokenTableOp op;
  char              *environment_id; /* (owned) */
  char              *app_id;         /* (owned) */
  char              *token_id;       /* (owned) (nullable) */
  HeraldAccessToken *token;          /* (owned) (nullable) */
  GPtrArray         *tokens;         /* (owned) (nullable): found */
} HeraldTokenTable;

/* What a task on tokens knows. */
typedef struct
{
  char              *app_id;   /* (owned) */
  char              *token_id; /* (owned) (nullable) */
  char              *value;    /* (owned) (nullable): wiped */
  HeraldAccessToken *token;    /* (owned) (nullable) */
  HeraldApp         *app;      /* (owned) (nullable): as the service has it */
  GPtrArray         *tokens;   /* (owned) (nullable) */
  guint              next;
} HeraldTokenTask;

/* @token_id: (nullable). Returns: (transfer full) (nullable): NULL when @session is not open */
GTask *herald_token_task_begin (HeraldSession      *session,
                                gpointer            source_tag,
                                const char         *app_id,
                                const char         *token_id,
                                GCancellable       *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer            user_data);
/* The same for what changes a token; NULL also when the session's guard lets it not pass. */
GTask           *herald_token_task_begin_change (HeraldSession      *session,
                                                 gpointer            source_tag,
                                                 const char         *app_id,
                                                 const char         *token_id,
                                                 GCancellable       *cancellable,
                                                 GAsyncReadyCallback callback,
                                                 gpointer            user_data);
HeraldTokenTask *herald_token_task_get (GTask *task);
/* Reads for HERALD_TOKEN_TABLE_LIST, else writes; finish with herald_store_read_finish() or
 * _write_finish(). @token: (nullable). */
void herald_token_task_run_on_table (GTask              *task,
                                     HeraldTokenTableOp  op,
                                     HeraldAccessToken  *token,
                                     GAsyncReadyCallback callback);
/* @value: (nullable): NULL takes the token away; finish with herald_dataverse_update_finish(). */
void herald_token_task_write_column (GTask *task, const char *value, GAsyncReadyCallback callback);
/* Returns: (nullable): what the service holds, as far as it may be read */
const char *herald_token_task_get_service_token (HeraldTokenTask *data);
/* Field security gives all secrets or none; an app has at least one of these. */
gboolean herald_token_task_can_read_secrets (HeraldApp *app);

G_END_DECLS
