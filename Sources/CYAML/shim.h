// libyaml, which reads YAML: what ClamatorYAML calls of it is in YAMLEvents.swift alone.
#include <yaml.h>
