graph [
  directed 1
  multigraph 1
  name "story"
  node [
    id 0
    label "Ada &#34;A&#34; Moreno"
    aka "_networkx_list_start"
    aka "Ada"
    born 1971
    graphics [
      x 1.5
    ]
  ]
  node [
    id 1
    label "Port"
    place [
      city "Riverton"
      codes 7
      codes 8
    ]
  ]
  node [
    label "nobody"
  ]
  edge [
    source 0
    target 1
    key 0
    label "denies"
    weight 0.5
  ]
]
