/* SPDX-License-Identifier: GPL-3.0-or-later */
/* All that one running emulator is made of; lives on the emulator's thread. */
#pragma once

#include "base/herald-clock.h"
#include "crypto/herald-key.h"
#include "emulator/herald-emulator-db.h"
#include "emulator/herald-emulator-log.h"
#include "emulator/herald-emulator-router.h"

#include <gio/gio.h>

G_BEGIN_DECLS

#define HERALD_TYPE_EMULATOR_SITE (herald_emulator_site_get_type ())
G_DECLARE_FINAL_TYPE (HeraldEmulatorSite, herald_emulator_site, HERALD, EMULATOR_SITE, GObject)

/* Who is who in the emulated world; written once, when a folder is new. */
typedef enum
{
  HERALD_EMULATOR_TENANT_ID,
  HERALD_EMULATOR_CLIENT_ID,              /* public client */
  HERALD_EMULATOR_CONFIDENTIAL_CLIENT_ID, /* client credentials */
  HERALD_EMULATOR_CLIENT_SECRET,
  HERALD_EMULATOR_ADMIN_TOKEN,
  HERALD_EMULATOR_ORGANIZATION_ID,
  HERALD_EMULATOR_BUSINESS_UNIT_ID,
  HERALD_EMULATOR_USER_ID,             /* systemuser: the administrator */
  HERALD_EMULATOR_USER_OBJECT_ID,      /* the same person in the directory */
  HERALD_EMULATOR_APPLICATION_USER_ID, /* systemuser of the confidential client */
  HERALD_EMULATOR_APPLICATION_OBJECT_ID,
  HERALD_EMULATOR_SEED,         /* name of the seed in the folder */
  HERALD_EMULATOR_CLOCK_OFFSET, /* seconds by which the clock is ahead of the system's */
  HERALD_EMULATOR_N_SETTINGS,
} HeraldEmulatorSetting;

/* @dir: an existing folder; @db_path: (nullable): NULL keeps rows in memory. */
HeraldEmulatorSite *herald_emulator_site_new (const char *dir, const char *db_path, GError **error);
gboolean            herald_emulator_site_listen (HeraldEmulatorSite *self,
                                                 guint16             http_port,
                                                 guint16             https_port,
                                                 guint16             h2_port,
                                                 GError            **error);
gboolean            herald_emulator_site_has_moved (HeraldEmulatorSite *self);
void                herald_emulator_site_stop (HeraldEmulatorSite *self);
void                herald_emulator_site_dispatch (HeraldEmulatorCall *call, gpointer site);
/* For what works long in an idle callback and has rows half changed meanwhile. */
void herald_emulator_site_attend (HeraldEmulatorSite *self);

const char *herald_emulator_site_get_dir (HeraldEmulatorSite *self);
const char          *
herald_emulator_site_get_setting (HeraldEmulatorSite *self, HeraldEmulatorSetting setting);
gboolean herald_emulator_site_set_setting (HeraldEmulatorSite   *self,
                                           HeraldEmulatorSetting setting,
                                           const char           *value,
                                           GError              **error);
HeraldClock *herald_emulator_site_get_clock (HeraldEmulatorSite *self);
/* Survives a restart of the folder. */
gboolean              herald_emulator_site_set_clock_offset (HeraldEmulatorSite *self,
                                                             gint64              offset_seconds,
                                                             GError            **error);
HeraldEmulatorDb     *herald_emulator_site_get_db (HeraldEmulatorSite *self);
HeraldEmulatorLog    *herald_emulator_site_get_log (HeraldEmulatorSite *self);
HeraldEmulatorRouter *herald_emulator_site_get_router (HeraldEmulatorSite *self);
HeraldKey            *herald_emulator_site_get_token_key (HeraldEmulatorSite *self);
gint64                herald_emulator_site_get_uptime_seconds (HeraldEmulatorSite *self);
/* Origins such as “http://127.0.0.1:41234”; NULL before listening. */
const char *herald_emulator_site_get_http (HeraldEmulatorSite *self);
const char *herald_emulator_site_get_https (HeraldEmulatorSite *self);
const char *herald_emulator_site_get_h2 (HeraldEmulatorSite *self);
guint      *herald_emulator_site_get_first_streams (HeraldEmulatorSite *self);
gboolean    herald_emulator_site_is_own_origin (HeraldEmulatorSite *self, const char *origin);

/* Why the rows are other ones than before. */
typedef enum
{
  HERALD_EMULATOR_RELOAD_RESET,   /* they are a seed again */
  HERALD_EMULATOR_RELOAD_RESTORE, /* they are a snapshot's */
} HeraldEmulatorReload;

typedef void (*HeraldEmulatorReloadFunc) (HeraldEmulatorSite  *site,
                                          HeraldEmulatorReload reload,
                                          gpointer             user_data);

/* A service that keeps anything beside the rows (a cache, a timer, a last number) drops or rereads
 * it in such a function. They are called in the order they were added. */
void herald_emulator_site_add_reload_func (HeraldEmulatorSite      *self,
                                           HeraldEmulatorReloadFunc func,
                                           gpointer                 user_data);
void herald_emulator_site_reload (HeraldEmulatorSite *self, HeraldEmulatorReload reload);

/* Sees every call but those of the admin API before its service does; returns TRUE when it answered
 * the call. There is one at most. */
typedef gboolean (*HeraldEmulatorGateFunc) (HeraldEmulatorCall *call, gpointer user_data);

void herald_emulator_site_set_gate_func (HeraldEmulatorSite    *self,
                                         HeraldEmulatorGateFunc func,
                                         gpointer               user_data);

/* What a service keeps for as long as the site lives, by its name. */
void     herald_emulator_site_take_service (HeraldEmulatorSite *self,
                                            const char         *name,
                                            gpointer            service,
                                            GDestroyNotify      destroy);
gpointer herald_emulator_site_get_service (HeraldEmulatorSite *self, const char *name);

G_END_DECLS
