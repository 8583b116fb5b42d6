#!/system/bin/sh
# Migrator
