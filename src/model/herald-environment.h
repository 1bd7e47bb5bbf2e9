/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One organisation, or the emulator: how it is called, what it is for and where its services are.
 */
#pragma once

#include <glib-object.h>

#include "model/herald-sign-in.h"

G_BEGIN_DECLS

#define HERALD_EMULATOR_ENVIRONMENT_ID "emulator"

typedef enum
{
  HERALD_ENVIRONMENT_EMULATOR,
  HERALD_ENVIRONMENT_DEVELOPMENT,
  HERALD_ENVIRONMENT_TEST,
  HERALD_ENVIRONMENT_PRODUCTION,
} HeraldEnvironmentKind;

#define HERALD_TYPE_ENVIRONMENT (herald_environment_get_type ())
G_DECLARE_FINAL_TYPE (HeraldEnvironment, herald_environment, HERALD, ENVIRONMENT, GObject)

/* Every text of an environment; all but the last three are kept in the store. No secret is here. */
typedef enum
{
  HERALD_ENVIRONMENT_ID,
  HERALD_ENVIRONMENT_NAME,
  HERALD_ENVIRONMENT_COLOUR,    /* "#rrggbb" */
  HERALD_ENVIRONMENT_URL,       /* Dataverse origin, no trailing slash */
  HERALD_ENVIRONMENT_AUTHORITY, /* sign-in origin */
  HERALD_ENVIRONMENT_TENANT_ID,
  HERALD_ENVIRONMENT_CLIENT_ID,
  HERALD_ENVIRONMENT_PUBLIC_ENDPOINT,   /* registration; host or URL */
  HERALD_ENVIRONMENT_ORGANIZATION_ID,   /* learnt by WhoAmI */
  HERALD_ENVIRONMENT_USER_ID,           /* learnt by WhoAmI */
  HERALD_ENVIRONMENT_ORGANIZATION_NAME, /* learnt beside; empty when it may not be read */
  HERALD_ENVIRONMENT_USER_NAME,         /* as that */
  HERALD_ENVIRONMENT_SIGN_IN,           /* a name of #HeraldSignIn; empty is “secret” */
  HERALD_ENVIRONMENT_ACCOUNT,           /* who signed in, as the sign-in service calls them */
  HERALD_ENVIRONMENT_CA_FILE,           /* (nullable): trusted beside the system's */
  HERALD_ENVIRONMENT_PROXY,      /* (nullable): “none” or an address, instead of the system's */
  HERALD_ENVIRONMENT_PROXY_USER, /* (nullable): its password is a secret */
  HERALD_ENVIRONMENT_CLIENT_CERTIFICATE, /* (nullable): its name; key and certificate are a secret
                                          */
  HERALD_ENVIRONMENT_APNS_ORIGIN,        /* (nullable): instead of Apple's */
  HERALD_ENVIRONMENT_FCM_ORIGIN,         /* (nullable): instead of Google's */
  HERALD_ENVIRONMENT_CLAIMS,             /* (nullable): asked for beside, at the next sign-in */
  HERALD_ENVIRONMENT_N_FIELDS,
} HeraldEnvironmentField;

HeraldEnvironment    *herald_environment_new (HeraldEnvironmentKind kind);
HeraldEnvironmentKind herald_environment_get_kind (HeraldEnvironment *self);
const char        *herald_environment_get (HeraldEnvironment *self, HeraldEnvironmentField field);
HeraldSignIn       herald_environment_get_sign_in (HeraldEnvironment *self);
HeraldEnvironment *herald_environment_copy (HeraldEnvironment *self);
void herald_environment_set_kind (HeraldEnvironment *self, HeraldEnvironmentKind kind);
void
herald_environment_set (HeraldEnvironment *self, HeraldEnvironmentField field, const char *value);
/* Whether everything of it is on this computer. */
gboolean herald_environment_is_emulator (HeraldEnvironment *self);
/* Whether Herald only looks there. */
gboolean herald_environment_is_read_only (HeraldEnvironment *self);
void     herald_environment_set_read_only (HeraldEnvironment *self, gboolean read_only);
/* Whether any server is taken for the right one. */
gboolean herald_environment_ignores_tls_errors (HeraldEnvironment *self);
void     herald_environment_set_ignores_tls_errors (HeraldEnvironment *self, gboolean ignores);
gboolean herald_environment_equal (HeraldEnvironment *self, HeraldEnvironment *other);
gboolean herald_environment_leads_elsewhere (HeraldEnvironment *self, HeraldEnvironment *other);
gboolean herald_environment_take_settings (HeraldEnvironment *self, HeraldEnvironment *from);
/* Whether somebody has to confirm it. @before: (nullable). */
gboolean herald_environment_begins_to_ignore (HeraldEnvironment *before, HeraldEnvironment *after);
GPtrArray  *herald_environment_validate (HeraldEnvironment *self);
char       *herald_environment_dup_registration_base (HeraldEnvironment *self);
const char *herald_environment_kind_to_string (HeraldEnvironmentKind kind);
gboolean    herald_environment_kind_from_string (const char *text, HeraldEnvironmentKind *kind);
const char *herald_environment_kind_get_label (HeraldEnvironmentKind kind);
char       *herald_public_endpoint_normalise (const char *text, GError **error);

G_END_DECLS
