/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One Web API request: who asks, what the path names, what is preferred. */
#pragma once

#include "emulator/herald-emulator-dataverse.h"
#include "emulator/herald-emulator-query.h"

G_BEGIN_DECLS

typedef struct
{
  char *id; /* systemuserid */
} HeraldEmulatorUser;

typedef struct
{
  HeraldEmulatorDataverse   *dataverse; /* (unowned) */
  HeraldEmulatorCall        *call;      /* (owned) */
  HeraldEmulatorUser         user;
  HeraldEmulatorSight       *sight;       /* (owned): what the user sees */
  HeraldEmulatorPreferences *preferences; /* (owned) */
  HeraldEmulatorAliases     *aliases;     /* (owned) */
  char                      *base;        /* (owned): “http://…/api/data/v9.2/” */

  char      *name;      /* (owned): first segment without keys */
  gboolean   has_key;   /* parentheses follow the name */
  GPtrArray *keys;      /* (element-type utf8) (owned): name, value…; “” names the id */
  char      *arguments; /* (owned) (nullable): what is in the parentheses of a function */
  char      *tail;      /* (owned): decoded path after the first segment, or “” */
  const HeraldEmulatorTable *table; /* (nullable): the table @name is the set of */
} HeraldEmulatorRequest;

HeraldEmulatorRequest *herald_emulator_request_new (HeraldEmulatorDataverse  *dataverse,
                                                    HeraldEmulatorCall       *call,
                                                    const HeraldEmulatorUser *user,
                                                    GError                  **error);
void                   herald_emulator_request_free (HeraldEmulatorRequest *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HeraldEmulatorRequest, herald_emulator_request_free)

HeraldEmulatorQueryContext herald_emulator_request_get_context (HeraldEmulatorRequest *self);
gboolean    herald_emulator_request_check_media_type (HeraldEmulatorRequest *self, GError **error);
JsonObject *herald_emulator_request_read_body (HeraldEmulatorRequest *self, GError **error);
char       *herald_emulator_request_resolve_id (HeraldEmulatorRequest *self, GError **error);
char       *herald_emulator_request_dup_address (HeraldEmulatorRequest *self, const char *id);
void        herald_emulator_request_add_session_token (HeraldEmulatorRequest     *self,
                                                       const HeraldEmulatorTable *table,
                                                       const char                *id);
void
herald_emulator_request_respond (HeraldEmulatorRequest *self, guint status, JsonObject *object);
void herald_emulator_request_respond_empty (HeraldEmulatorRequest *self, guint status);

G_END_DECLS
