/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Emulated phones, the push tokens that Apple and Google gave out, and what arrived. */
#pragma once

#include "emulator/herald-emulator-site.h"

G_BEGIN_DECLS

typedef enum
{
  HERALD_EMULATOR_IOS,
  HERALD_EMULATOR_ANDROID,
} HeraldEmulatorPlatform;

/* An app on a phone. An iOS app is its bundle id in one APNs environment, an Android app its
 * Firebase project; the configuration is only what the phone's page names. Texts are not owned. */
typedef struct
{
  const char            *id;   /* (nullable): a GUID; NULL makes one */
  const char            *name; /* such as “Andrew’s iPhone” */
  HeraldEmulatorPlatform platform;
  const char            *os_version;
  const char            *permission; /* "granted", "denied" or "notAsked" */
  const char            *app_id;     /* (nullable): the configuration */
  const char            *identity;   /* (nullable): bundle id or project id */
  gboolean               sandbox;    /* iOS: a development build */
  const char            *user_id;    /* (nullable): who is signed in to the app */
  const char            *token;      /* (nullable): NULL makes one when there is an identity */
} HeraldEmulatorPhoneSpec;

/* What Apple or Google know of a token. Free with herald_emulator_push_token_free(). */
typedef struct
{
  HeraldEmulatorPlatform platform;
  char                  *token;
  char                  *identity;
  gboolean               sandbox;
  char                  *phone_id; /* (nullable): no phone of this emulator */
  gint64                 ended_us; /* 0: alive */
  gboolean               expired;  /* ended because another one took its place */
  gboolean               online;   /* of the phone */
  gboolean               granted;  /* the phone shows notifications */
} HeraldEmulatorPushToken;

/* A push on its way to a phone. */
typedef struct
{
  const char *payload;     /* JSON as received: APNs' body, or FCM's “message” */
  const char *collapse_id; /* (nullable) */
  gint64      expires_us;  /* 0: at once or never; G_MAXINT64: kept as long as it takes */
  gboolean    silent;      /* nothing to see in it */
} HeraldEmulatorPush;

void herald_emulator_push_token_free (HeraldEmulatorPushToken *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HeraldEmulatorPushToken, herald_emulator_push_token_free)

gboolean herald_emulator_phones_attach (HeraldEmulatorSite *site, GError **error);
/* Returns: (transfer full): the phone's id */
char *herald_emulator_phones_add (HeraldEmulatorSite            *site,
                                  const HeraldEmulatorPhoneSpec *spec,
                                  GError                       **error);
/* Returns: (transfer full) (nullable): as the admin API tells it; NULL without error: no such phone
 */
JsonObject *
herald_emulator_phones_describe (HeraldEmulatorSite *site, const char *id, GError **error);
JsonArray *herald_emulator_phones_list (HeraldEmulatorSite *site, GError **error);
gboolean   herald_emulator_phones_remove (HeraldEmulatorSite *site, const char *id, GError **error);
gboolean   herald_emulator_phones_set_text (HeraldEmulatorSite *site,
                                            const char         *id,
                                            const char         *column,
                                            const char         *value,
                                            GError            **error);
/* Back online, what waited and did not expire arrives. */
gboolean herald_emulator_phones_set_online (HeraldEmulatorSite *site,
                                            const char         *id,
                                            gboolean            online,
                                            GError            **error);
/* Without consent the app opens the link that nobody tracks. */
gboolean herald_emulator_phones_set_consent (HeraldEmulatorSite *site,
                                             const char         *id,
                                             gboolean            consent,
                                             GError            **error);
/* The app goes, and its token ends; or it comes back with a new one. */
gboolean herald_emulator_phones_set_installed (HeraldEmulatorSite *site,
                                               const char         *id,
                                               gboolean            installed,
                                               GError            **error);
/* Another app in place of the one there is, with a token of its own. */
gboolean herald_emulator_phones_set_app (HeraldEmulatorSite *site,
                                         const char         *id,
                                         const char         *app_id,
                                         const char         *identity,
                                         gboolean            sandbox,
                                         GError            **error);
/* As after a restored backup: the old token ends, a new one is there. */
gboolean
herald_emulator_phones_rotate_token (HeraldEmulatorSite *site, const char *id, GError **error);
/* A token without a phone: of a device that nobody looks at, or with @ended_us a dead one. */
gboolean herald_emulator_phones_add_token (HeraldEmulatorSite    *site,
                                           HeraldEmulatorPlatform platform,
                                           const char            *token,
                                           const char            *identity,
                                           gboolean               sandbox,
                                           gint64                 ended_us,
                                           GError               **error);
/* A new token as Apple (64 hex digits) or Google (152 characters) would make one. */
char *herald_emulator_phones_make_token (HeraldEmulatorPlatform platform);
/* NULL without error when nobody gave it out. */
HeraldEmulatorPushToken *
herald_emulator_phones_find_token (HeraldEmulatorSite *site, const char *token);
/* Puts a push onto the token's phone, now or when it is online again. */
gboolean herald_emulator_phones_deliver (HeraldEmulatorSite            *site,
                                         const HeraldEmulatorPushToken *token,
                                         const HeraldEmulatorPush      *push,
                                         GError                       **error);

G_END_DECLS
