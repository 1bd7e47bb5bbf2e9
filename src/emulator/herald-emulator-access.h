/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who may do what with which rows: roles, privileges and their depths, and secured columns. */
#pragma once

#include "emulator/herald-emulator-record.h"

G_BEGIN_DECLS

/* As roles keep them (privilegedepthmask). */
typedef enum
{
  HERALD_EMULATOR_DEPTH_NONE = 0,
  HERALD_EMULATOR_DEPTH_BASIC = 1,
  HERALD_EMULATOR_DEPTH_LOCAL = 2,
  HERALD_EMULATOR_DEPTH_DEEP = 4,
  HERALD_EMULATOR_DEPTH_GLOBAL = 8,
} HeraldEmulatorDepth;

/* “System Administrator”: the template that every organisation has; sees secured columns. */
#define HERALD_EMULATOR_ADMIN_TEMPLATE "627090ff-40a3-4053-8790-584edc5be201"

HeraldEmulatorDepth herald_emulator_access_get_depth (HeraldEmulatorDataverse *dataverse,
                                                      const char              *user_id,
                                                      const char              *privilege);
gboolean herald_emulator_access_is_admin (HeraldEmulatorDataverse *dataverse, const char *user_id);
const char *herald_emulator_depth_get_name (HeraldEmulatorDepth depth);

/* @table: (nullable): what a privilege without a table is told to be about is nothing. */
gboolean herald_emulator_access_require (HeraldEmulatorDataverse   *dataverse,
                                         const char                *user_id,
                                         const HeraldEmulatorTable *table,
                                         const char                *privilege,
                                         GError                   **error);
/* @type: “Read”, “Write”, “Delete”, “Create” and so on. */
gboolean herald_emulator_access_require_type (HeraldEmulatorDataverse   *dataverse,
                                              const char                *user_id,
                                              const HeraldEmulatorTable *table,
                                              const char                *type,
                                              GError                   **error);
/* As above, with every row there is. */
gboolean herald_emulator_access_require_all (HeraldEmulatorDataverse   *dataverse,
                                             const char                *user_id,
                                             const HeraldEmulatorTable *table,
                                             const char                *type,
                                             GError                   **error);
void     herald_emulator_access_append_sql (HeraldEmulatorDataverse   *dataverse,
                                            const char                *user_id,
                                            const HeraldEmulatorTable *table,
                                            const char                *type,
                                            const char                *alias,
                                            GString                   *sql,
                                            GArray                    *values);
gboolean herald_emulator_access_has_row (HeraldEmulatorDataverse   *dataverse,
                                         const char                *user_id,
                                         const HeraldEmulatorTable *table,
                                         const char                *type,
                                         const char                *id);
gboolean herald_emulator_access_check_row (HeraldEmulatorDataverse   *dataverse,
                                           const char                *user_id,
                                           const HeraldEmulatorTable *table,
                                           const char                *type,
                                           const char                *id,
                                           GError                   **error);
gboolean herald_emulator_access_check_new (HeraldEmulatorDataverse *dataverse,
                                           const char              *user_id,
                                           HeraldEmulatorRecord    *record,
                                           GError                 **error);
/* @right: “canread”, “cancreate” or “canupdate”. */
gboolean herald_emulator_access_has_column (HeraldEmulatorDataverse    *dataverse,
                                            const char                 *user_id,
                                            const HeraldEmulatorTable  *table,
                                            const HeraldEmulatorColumn *column,
                                            const char                 *right);
gboolean herald_emulator_access_check_columns (HeraldEmulatorDataverse *dataverse,
                                               const char              *user_id,
                                               HeraldEmulatorRecord    *record,
                                               const char              *right,
                                               GError                 **error);

G_END_DECLS
