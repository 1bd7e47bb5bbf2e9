/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How an emulator stands: its clock, its snapshots, its switches, as the admin API tells them. */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

typedef struct
{
  gint64 now_us;         /* what its services go by, in microseconds of Unix time */
  gint64 offset_seconds; /* so far ahead of the computer's clock */
} HeraldEmulatedTime;

typedef struct
{
  char  *name;
  gint64 made_us;    /* 0: unknown */
  gint64 size_bytes; /* -1: unknown */
} HeraldSnapshot;

/* The switch that keeps registrations pending. */
#define HERALD_EMULATOR_SWITCH_STUCK "registrationThrottled"

/* One way in which a service can be made to behave otherwise. */
typedef struct
{
  char     *name;
  JsonNode *value; /* a boolean, a whole number or a text */
} HeraldEmulatorSwitch;

HeraldEmulatedTime *herald_emulated_time_new_from_json (JsonNode *node, GError **error);
void                herald_emulated_time_free (HeraldEmulatedTime *self);
/* Such as “14 days and 1 hour ahead”. */
char *herald_emulated_time_describe_offset (gint64 offset_seconds);

HeraldSnapshot *herald_snapshot_new_from_json (JsonObject *object, GError **error);
void            herald_snapshot_free (HeraldSnapshot *self);
/* NULL: the name will do; else a sentence that says what it needs. (transfer full) */
char *herald_snapshot_check_name (const char *name);

/* Returns: (element-type HeraldEmulatorSwitch): sorted by name */
GPtrArray *herald_emulator_switch_list_new_from_json (JsonNode *node, GError **error);
void       herald_emulator_switch_free (HeraldEmulatorSwitch *self);
/* In words; the name itself when it is not known. */
const char *herald_emulator_switch_get_title (const HeraldEmulatorSwitch *self);
const char *herald_emulator_switch_get_description (const HeraldEmulatorSwitch *self);
/* (nullable): the texts to choose from, when its own is one of them */
const char *const *herald_emulator_switch_get_choices (const HeraldEmulatorSwitch *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HeraldEmulatedTime, herald_emulated_time_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HeraldSnapshot, herald_snapshot_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HeraldEmulatorSwitch, herald_emulator_switch_free)

G_END_DECLS
