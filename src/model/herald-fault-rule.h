/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One rule by which the emulator fails on purpose, as the admin API takes and tells it. */
#pragma once

#include <json-glib/json-glib.h>

#include "model/herald-issue.h"

G_BEGIN_DECLS

typedef enum
{
  HERALD_FAULT_KEEP,
  HERALD_FAULT_DROP_BEFORE, /* nothing is done */
  HERALD_FAULT_DROP_AFTER,  /* all is done, the answer is lost */
} HeraldFaultDrop;

typedef struct
{
  char *id;     /* (nullable): the emulator gives it */
  char *method; /* (nullable): any */
  char *path;   /* (nullable): any; “*” stands for any characters */

  gint64 every;         /* each so manieth call; 1: each */
  double share_percent; /* or this share of them; 0: not */
  gint64 times;         /* so often at most; 0: without end */
  gint64 for_seconds;   /* of emulated time; 0: without end */

  gint64          status;              /* 0: the service answers */
  gint64          retry_after_seconds; /* -1: none */
  gint64          delay_ms;
  HeraldFaultDrop drop;
  gboolean        truncate;
  gboolean        garbage;

  gint64   hits;
  gboolean active; /* it can still strike */
} HeraldFaultRule;

/* A rule that people often want. */
typedef struct
{
  const char *title;       /* untranslated */
  const char *description; /* untranslated */
  const char *json;        /* (nullable): of a rule */
  const char *setting;     /* (nullable): or the switch that does it */
} HeraldFaultPreset;

HeraldFaultRule *herald_fault_rule_new (void);
HeraldFaultRule *herald_fault_rule_new_from_json (JsonObject *object, GError **error);
void             herald_fault_rule_free (HeraldFaultRule *self);
JsonObject      *herald_fault_rule_to_json (const HeraldFaultRule *self);
/* Fields: "path", "every", "share", "status", "do". Returns: (element-type HeraldIssue) */
GPtrArray *herald_fault_rule_validate (const HeraldFaultRule *self);
char      *herald_fault_rule_describe_action (const HeraldFaultRule *self);
char      *herald_fault_rule_describe_match (const HeraldFaultRule *self);
char      *herald_fault_rule_describe_life (const HeraldFaultRule *self);

const HeraldFaultPreset *herald_fault_presets_get (gsize *n_presets);
/* Of a preset with a rule. */
HeraldFaultRule *herald_fault_preset_create (const HeraldFaultPreset *preset);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HeraldFaultRule, herald_fault_rule_free)

G_END_DECLS
