/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which organisation answers at an environment's address and whom it takes us for, compared with
 * what was saved. Private to this layer. */
#pragma once

#include "model/herald-environment.h"
#include "net/herald-dataverse.h"

G_BEGIN_DECLS

typedef struct
{
  char *organization_id;   /* (owned) */
  char *organization_name; /* (owned) (nullable) */
  char *tenant_id;         /* (owned) (nullable) */
  char *user_id;           /* (owned) */
  char *user_name;         /* (owned) (nullable) */
} HeraldIdentity;

void herald_identity_free (HeraldIdentity *self);
void herald_identity_fetch_async (HeraldDataverse    *dataverse,
                                  GCancellable       *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer            user_data);
HeraldIdentity *
herald_identity_fetch_finish (HeraldDataverse *dataverse, GAsyncResult *result, GError **error);
gboolean
herald_identity_check (const HeraldIdentity *self, HeraldEnvironment *environment, GError **error);
void herald_identity_save (const HeraldIdentity *self, HeraldEnvironment *environment);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HeraldIdentity, herald_identity_free)

G_END_DECLS
