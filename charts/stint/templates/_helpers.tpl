{{- /* stint.fullname is the release's name, with the chart's unless it is in it. */ -}}
{{- define "stint.fullname" -}}
{{- if contains .Chart.Name .Release.Name }}{{ .Release.Name | trunc 50 | trimSuffix "-" }}{{ else }}{{ printf "%s-%s" .Release.Name .Chart.Name | trunc 50 | trimSuffix "-" }}{{ end }}
{{- end }}

{{- /* stint.image refuses an image that is not said: what runs is pinned, and there is nothing to fall back to. */ -}}
{{- define "stint.image" -}}
{{- required "images.operator, images.conductor, images.cell and, with the evaluation node, images.node have to be NAME@sha256:DIGEST: make images prints them" . }}
{{- end }}

{{- /* stint.selector is what finds the pods of a component: list . "operator". */ -}}
{{- define "stint.selector" -}}
app.kubernetes.io/name: stint
app.kubernetes.io/instance: {{ (index . 0).Release.Name }}
app.kubernetes.io/component: {{ index . 1 }}
{{- end }}

{{- define "stint.labels" -}}
{{ include "stint.selector" . }}
app.kubernetes.io/version: {{ (index . 0).Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ (index . 0).Release.Service }}
helm.sh/chart: {{ printf "%s-%s" (index . 0).Chart.Name (index . 0).Chart.Version }}
{{- end }}

{{- /* stint.pod is what every pod of ours is: an ordinary user without privileges. */ -}}
{{- define "stint.pod" -}}
runAsNonRoot: true
runAsUser: 65532
runAsGroup: 65532
fsGroup: 65532
seccompProfile: {type: RuntimeDefault}
{{- end }}

{{- define "stint.container" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
runAsNonRoot: true
capabilities: {drop: [ALL]}
{{- end }}

{{- define "stint.storage" -}}
{{- if .Values.storage.url }}{{ .Values.storage.url }}{{ else if .Values.node.enabled }}http://{{ include "stint.fullname" . }}-node:8750{{ else }}{{ required "name the store with storage.url, or enable the evaluation node" .Values.storage.url }}{{ end }}
{{- end }}

{{- define "stint.chain" -}}
{{- if .Values.chain.url }}{{ .Values.chain.url }}{{ else if .Values.node.enabled }}http://{{ include "stint.fullname" . }}-node:8545{{ else }}{{ required "name the chain with chain.url, or enable the evaluation node" .Values.chain.url }}{{ end }}
{{- end }}

{{- /* stint.names are those that a Service is called by inside the cluster: list . "stint-node". */ -}}
{{- define "stint.names" -}}
{{- $n := index . 1 }}{{ $ns := (index . 0).Release.Namespace -}}
{{ $n }},{{ $n }}.{{ $ns }},{{ $n }}.{{ $ns }}.svc,{{ $n }}.{{ $ns }}.svc.cluster.local
{{- end }}

{{- /* stint.address is the API's Service address, which Kubernetes tells pods of the namespace in their environment: also where there is no resolver. */ -}}
{{- define "stint.address" -}}
$({{ include "stint.fullname" . | upper | replace "-" "_" | replace "." "_" }}_SERVICE_HOST)
{{- end }}

{{- /* stint.operatorArgs is the operator's whole command line. */ -}}
{{- define "stint.operatorArgs" -}}
{{- $full := include "stint.fullname" . -}}
- --namespace={{ .Release.Namespace }}
- --listen=:8750
- --broker-listen=:8751
- --metrics-listen=:8080
- --health-listen=:8081
- --broker-service={{ $full }}-broker
- --storage={{ include "stint.storage" . }}
- --chain={{ include "stint.chain" . }}
- --confirmations={{ .Values.chain.confirmations }}
- --draw-every={{ .Values.chain.drawEvery }}
- --image-conductor={{ include "stint.image" .Values.images.conductor }}
- --image-cell={{ include "stint.image" .Values.images.cell }}
- --host={{ include "stint.names" (list . $full) }},{{ include "stint.address" . }}{{ range .Values.operator.hosts }},{{ . }}{{ end }}
- --workers={{ .Values.operator.workers }}
{{- if .Values.storage.cidr }}
- --storage-cidr={{ .Values.storage.cidr }}
{{- end }}
{{- range .Values.storage.sources }}
- {{ printf "--source=%s" . | quote }}
{{- end }}
{{- if .Values.chain.contracts }}
- --contracts=/etc/stint/contracts.json
{{- end }}
{{- range .Values.operator.forbid }}
- {{ printf "--forbid=%s" . | quote }}
{{- end }}
{{- if .Values.operator.debug }}
- --debug
{{- end }}
{{- end }}
