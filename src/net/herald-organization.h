/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which organisation answers at an address: what a token's sign-in is compared with. */
#pragma once

#include "net/herald-dataverse.h"

G_BEGIN_DECLS

typedef struct
{
  char *id;        /* (owned): a GUID */
  char *name;      /* (owned): as people call it; “” when it is not said, as with all below */
  char *version;   /* (owned): of Dataverse, “9.2.…” */
  char *tenant_id; /* (owned): a GUID */
} HeraldOrganization;

void                herald_organization_free (HeraldOrganization *self);
HeraldOrganization *herald_organization_parse (JsonObject *answer, GError **error);
void                herald_organization_fetch_async (HeraldDataverse    *dataverse,
                                                     GCancellable       *cancellable,
                                                     GAsyncReadyCallback callback,
                                                     gpointer            user_data);
HeraldOrganization *
herald_organization_fetch_finish (HeraldDataverse *dataverse, GAsyncResult *result, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HeraldOrganization, herald_organization_free)

G_END_DECLS
